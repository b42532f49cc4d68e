const article = document.getElementById('vector');

const section = (title, ...content) => [el('h3', {}, title), ...content];

/** A table whose empty columns are left out. */
function facts(heads, lines) {
  const used = heads.map((_, column) => column === 0 || lines.some(({ cells }) => (cells[column] ?? '') !== ''));
  const cut = (cells) => heads.map((_, column) => cells[column]).filter((_, column) => used[column]);
  return el('div', { class: 'scroll' }, el('table', { class: 'facts' },
    el('thead', {}, el('tr', {}, cut(heads).map((head) => el('th', { scope: 'col' }, head)))),
    el('tbody', {}, lines.map(({ cells, wanted }) => el('tr', { class: wanted && 'wanted' },
      cut(cells).map((cell, column) => el(column === 0 ? 'th' : 'td', column === 0 ? { scope: 'row' } : {}, cell ?? '')))))));
}

const code = (text) => (text ? el('code', {}, text) : '');
/** Words that keep their line ends. */
const prose = (text) => (text ? el('div', { class: 'words' }, text) : '');
const place = (path) => (path === '' ? 'the whole' : code(path));

/** A code with what it means. */
function reason(name) {
  return name ? [code(name), el('small', {}, data.codes[name] ?? '')] : '';
}

function answers(vector) {
  const { verdict, code: wanted, path, level } = expectation(vector);
  const heads = ['Implementation', 'Outcome', 'Verdict', 'Code', 'On the wire', 'At', 'In its own words'];
  const expected = { wanted: true, cells: ['Expected', level, verdict, reason(wanted), '', place(path)] };
  const given = vector.got.map((record, index) => ({
    cells: record
      ? [testeeName(data.testees[index]), outcome(record, data.testees[index]), record.result, reason(record.code),
        code(record.wireCode), place(record.path), prose(record.detail)]
      : [testeeName(data.testees[index]), outcome(record, data.testees[index])],
  }));
  return facts(heads, [expected, ...given]);
}

function expectations(vector) {
  const heads = ['Revision', 'Verdict', 'Code', 'As right', 'At', 'Level', 'Also allowed', 'Still unchecked', 'Warnings', 'Why'];
  const list = (items) => (items ?? []).join(', ');
  return facts(heads, vector.expect.map((one) => ({
    cells: [one.spec === '*' ? 'all' : one.spec, one.verdict, code(one.code), list(one.otherCodes), place(one.path),
      one.level, list(one.alsoAllowed), list(one.unchecked), list(one.warnings), prose(one.why)],
  })));
}

function flags(vector) {
  const { notes } = data.groups[vector.g];
  return el('ul', { class: 'notes' }, (vector.flags ?? []).map((flag) => {
    const { kind, text, links = [] } = notes[flag] ?? { kind: '', text: '' };
    return el('li', {}, el('span', { class: 'tag' }, flag), el('span', { class: 'tag' }, kind), text,
      links.flatMap(([name, url]) => [' ', link(url, name.replace('https://', ''))]));
  }));
}

/** What a vector asks with, as mutations see it. */
function asked({ input, now, state: chain }) {
  const members = Object.entries({ input, now, state: chain }).filter(([, value]) => value !== undefined);
  return parse(`{${members.map(([name, value]) => `"${name}":${value}`)}}`);
}

function origin(vector) {
  if (!vector.base) return [];
  const base = vectors.get(vector.base);
  const lines = (vector.mutation ?? []).map(({ path, text }) => {
    const before = line(at(asked(base), path));
    return { cells: [prose(text), before && el('code', { class: 'was' }, before)] };
  });
  const signed = { true: 'It was signed again after the change.', false: 'It was not signed again.' }[vector.resigned];
  return section('Made from an accepted vector',
    el('p', {}, el('a', { href: vectorHref(base.id) }, base.title), '. ', signed ?? ''),
    facts(['Change', 'Before'], lines));
}

function request(vector) {
  const { input, now, state: chain } = vector;
  const marked = new Set((vector.mutation ?? []).map(({ path }) => path));
  const parts = [section(`Input of ${vector.op}`, el('pre', {}, pretty(parse(input), marked, '/input')))];
  if (chain) parts.push(section('Declared chain facts', el('pre', {}, pretty(parse(chain), marked, '/state'))));
  if (vector.op === 'verify' && now !== undefined) {
    const date = new Date(now * 1000);
    const words = Number.isNaN(date.getTime()) ? '' : `, ${date.toISOString().replace('.000', '')}`;
    parts.push(section('Now', el('p', {}, code(String(now)), words)));
  }
  return parts.flat();
}

function pairs(entries) {
  return el('dl', { class: 'pairs' }, entries.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

function crumbs(vector, neighbours) {
  const [before, after] = neighbours;
  const group = data.groups[vector.g];
  return el('div', { class: 'crumbs' },
    el('a', { href: writeState(state) }, 'Matrix'), '/',
    el('a', { href: `#${group.name}` }, group.title),
    el('nav', { 'aria-label': 'Neighbours in the list' },
      before ? el('a', { href: vectorHref(before.id), rel: 'prev' }, '← Previous') : '',
      after ? el('a', { href: vectorHref(after.id), rel: 'next' }, 'Next →') : ''));
}

/** Neighbours in the list as it was filtered; in its own group where it is not in the list. */
function neighbours(vector) {
  const isIt = ({ id }) => id === vector.id;
  let list = matching(state);
  if (!list.some(isIt)) list = data.vectors.filter(({ g }) => g === vector.g);
  const index = list.findIndex(isIt);
  return [list[index - 1], list[index + 1]];
}

function showVector(vector) {
  const derived = Object.entries(vector.derived ?? {});
  const refs = (vector.refs ?? []).map((place) => data.refs[place])
    .map(({ doc, section: part, url }) => [link(url, doc), part]);
  article.replaceChildren(...[
    crumbs(vector, neighbours(vector)),
    el('h1', { tabindex: '-1', id: 'vector-title' }, vector.title),
    el('p', { class: 'id mono' }, vector.id),
    flags(vector),
    answers(vector),
    section('Expectation', expectations(vector)),
    origin(vector),
    request(vector),
    derived.length ? section('Intermediate values', pairs(derived.map(([name, value]) => [name, code(value) || 'none']))) : [],
    section('Where it is written', pairs([...refs, ['layer', vector.layer], ['in words', code(`x402 conformance explain ${vector.id}`)]])),
  ].flat());
}
