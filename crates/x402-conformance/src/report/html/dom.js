'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const vectors = new Map(data.vectors.map((vector, index) => [vector.id, { ...vector, index }]));

/** An element. What is not an element is text: nothing that a testee says becomes markup. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== ''));
  return element;
}

/** An outcome: its sign, and its name or a few words in its place. */
function outcome(record, testee, words) {
  if (!record) return el('span', { class: 'o unsupported' }, testee.partial ? 'not listed' : 'not run');
  const { name, label, sign } = data.statuses[record.o];
  const excused = record.x ? el('span', { class: 'tag' }, 'expected to fail') : '';
  return el('span', { class: `o ${name}`, title: label },
    el('i', { 'aria-hidden': 'true' }, sign), words ?? label,
    words ? el('span', { class: 'sr' }, ` ${label}`) : '', excused);
}

/** The name of an implementation; its revision too, where not all have the same. */
function testeeName({ name, version, spec }) {
  const mixed = data.testees.some((other) => other.spec !== spec);
  return [name, el('small', {}, mixed ? `${version} · ${spec}` : version)];
}

const vectorHref = (id) => `#${encodeURI(id)}`;

/** Whether links may lead there: a note's link is data too. */
const isWeb = (url) => /^https:\/\//.test(url ?? '');

const link = (url, words) => (isWeb(url) ? el('a', { href: url, rel: 'noopener' }, words) : words);
