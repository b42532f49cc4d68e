/** What the list shows. `g` and `t` are places of a group and an implementation; `o` names outcomes. */
const everything = { g: '', t: '', o: [], q: '' };
let state = everything;

const search = document.getElementById('search');
const chips = document.getElementById('chips');
const shown = document.getElementById('shown');
const rows = document.getElementById('rows');

/** Text to search in, made once. */
const haystacks = data.vectors.map((vector) => [
  vector.id, vector.title, ...(vector.flags ?? []),
  ...vector.expect.flatMap(({ verdict, code }) => [verdict, code ?? '']),
  ...vector.got.flatMap((record) => (record ? [record.code ?? '', record.wireCode ?? ''] : [])),
].join('\n').toLowerCase());

function readState(text) {
  const query = new URLSearchParams(text);
  const place = (key, list) => (list[query.get(key)] && query.get(key)) || '';
  return {
    g: place('g', data.groups),
    t: place('t', data.testees),
    o: (query.get('o') ?? '').split(' ').filter(Boolean),
    q: query.get('q') ?? '',
  };
}

function writeState({ g, t, o, q }) {
  const parts = Object.entries({ g, t, o: o.join(' '), q }).filter(([, value]) => value !== '');
  return `#${new URLSearchParams(parts)}`;
}

/** The vectors that the list shows, but for its outcomes. */
function inScope({ g, q }) {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return data.vectors.filter((vector, index) => (g === '' || vector.g === Number(g))
    && words.every((word) => haystacks[index].includes(word)));
}

/** Whether a vector came out in a way; `differs` is one more. */
function cameOut(vector, name, { t }) {
  if (name === 'differs') return Boolean(vector.differs);
  const records = t === '' ? vector.got : [vector.got[t]];
  return records.some((record) => record && data.statuses[record.o].name === name);
}

function matching(state) {
  const found = inScope(state);
  return state.o.length === 0
    ? found
    : found.filter((vector) => state.o.some((name) => cameOut(vector, name, state)));
}

/** A change of the search does not fill the history. */
function change(part, replace = false) {
  const url = writeState({ ...state, ...part });
  if (!replace) location.hash = url;
  else {
    history.replaceState(null, '', url);
    showList(readState(url.slice(1)));
  }
}

function drawChips() {
  const scope = inScope(state);
  const kinds = data.testees.length > 1
    ? [{ name: 'differs', label: 'verdicts differ', sign: '≠' }, ...data.statuses]
    : data.statuses;
  const counted = kinds.map((kind) => ({
    ...kind, count: scope.filter((vector) => cameOut(vector, kind.name, state)).length,
  }));
  chips.replaceChildren(...counted
    .filter(({ count, name }) => count > 0 || state.o.includes(name))
    .map(({ name, label, sign, count }) => {
      const pressed = state.o.includes(name);
      const button = el('button', { type: 'button', class: name, 'aria-pressed': String(pressed), id: `chip-${name}` },
        el('i', { 'aria-hidden': 'true' }, sign), ` ${label} ${count}`);
      button.addEventListener('click', () => {
        change({ o: pressed ? state.o.filter((other) => other !== name) : [...state.o, name] });
        document.getElementById(`chip-${name}`)?.focus();
      });
      return button;
    }));
}

function drawShown(count) {
  const where = [
    state.g === '' ? '' : ` of ${data.groups[state.g].title}`,
    state.t === '' ? '' : `, by ${data.testees[state.t].name}`,
  ];
  const narrowed = writeState(state) !== writeState(everything);
  const all = el('button', { type: 'button' }, 'Show all');
  all.addEventListener('click', () => change(everything));
  shown.replaceChildren(`${count} ${count === 1 ? 'vector' : 'vectors'}${where.join('')}`,
    ...(narrowed ? [all] : []));
}

/** The expectation by which the first implementation was judged. */
function expectation(vector, spec = data.testees[0].spec) {
  return vector.expect.find((one) => one.spec === spec || one.spec === '*') ?? vector.expect.at(-1);
}

function drawRow(vector) {
  const { verdict, code, level } = expectation(vector);
  const asked = state.t === '' ? vector.got.map((record, index) => [record, index]) : [[vector.got[state.t], state.t]];
  return el('tr', {},
    el('td', {}, el('a', { href: vectorHref(vector.id) }, vector.title, el('small', {}, vector.id))),
    el('td', {}, verdict, el('small', {}, [code, level].filter(Boolean).join(' · '))),
    asked.map(([record, index]) => el('td', {}, outcome(record, data.testees[index], record?.result),
      record?.o > 1 ? el('small', {}, record.code ?? record.wireCode ?? '') : '')));
}

function drawRows(found) {
  const asked = state.t === '' ? data.testees : [data.testees[state.t]];
  rows.replaceChildren(
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Vector'), el('th', { scope: 'col' }, 'Expected'),
      asked.map((testee) => el('th', { scope: 'col' }, testeeName(testee))))),
    el('tbody', {}, found.map(drawRow)));
}

function showList(next) {
  state = next;
  if (search.value !== state.q) search.value = state.q;
  const found = matching(state);
  drawChips();
  drawShown(found.length);
  drawRows(found);
}

search.addEventListener('input', () => change({ q: search.value }, true));
