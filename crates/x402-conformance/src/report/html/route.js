const overview = document.getElementById('overview');
const list = document.getElementById('list');
let left = 0;

/** What the address asks for: a vector, a group, or a state of the list. */
function route() {
  let name = location.hash.slice(1);
  try {
    name = decodeURI(name);
  } catch {
    // Text that is no escaped text names nothing.
  }
  const vector = vectors.get(name);
  const fromList = !overview.hidden;
  if (fromList && vector) left = scrollY;
  overview.hidden = Boolean(vector);
  article.hidden = !vector;
  if (vector) {
    showVector(vector);
    document.title = `${vector.title} · x402 conformance`;
    scrollTo(0, 0);
    document.getElementById('vector-title').focus({ preventScroll: true });
    return;
  }
  document.title = title;
  const group = data.groups.findIndex((one) => one.name === name);
  const next = group < 0 ? readState(name) : { ...everything, g: String(group) };
  const moved = writeState(next) !== writeState(state);
  showList(name === '' && first ? worthALook() : next);
  if (!fromList && !moved) scrollTo(0, left);
  else if (name !== '' && (next.g !== '' || next.t !== '') && moved) list.scrollIntoView();
  first = false;
}

/** Where to begin: what implementations disagree on, or what one of them got wrong. */
function worthALook() {
  const o = data.testees.length > 1 ? ['differs'] : ['fail', 'error', 'non_strict', 'allowed'];
  const start = { ...everything, o };
  return matching(start).length > 0 ? start : everything;
}

const title = document.title;
let first = true;
list.hidden = false;
addEventListener('hashchange', route);
addEventListener('keydown', (event) => {
  if (event.target === search || event.ctrlKey || event.metaKey || event.altKey) return;
  const follow = (rel) => article.hidden || article.querySelector(`a[rel=${rel}]`)?.click();
  if (event.key === '/' && article.hidden) {
    event.preventDefault();
    search.focus();
  } else if (event.key === 'j') follow('next');
  else if (event.key === 'k') follow('prev');
  else if (event.key === 'Escape' && !article.hidden) location.hash = writeState(state);
});
route();
