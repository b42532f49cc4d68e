const tokens = /"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+|[{}[\],:]/gu;

/** JSON as its text has it, so that a number keeps its digits and a string its escapes. */
function parse(text) {
  const found = text.match(tokens);
  let next = 0;
  const value = () => {
    const start = found[next++];
    if (start !== '{' && start !== '[') return { text: start };
    const close = start === '{' ? '}' : ']';
    const members = [];
    while (found[next] !== close) {
      if (found[next] === ',') next += 1;
      const key = start === '{' ? found[next] : String(members.length);
      if (start === '{') next += 2;
      members.push({ key, name: start === '{' ? JSON.parse(key) : key, value: value() });
    }
    next += 1;
    return { open: start, close, members };
  };
  return value();
}

/** What stands at a JSON pointer. */
function at(value, path) {
  const parts = path.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return parts.reduce((inner, part) => inner?.members?.find(({ name }) => name === part)?.value, value);
}

/** On one line. */
function line(value) {
  if (!value) return '';
  if (!value.members) return visible(value.text);
  const members = value.members.map((member) => `${value.open === '{' ? `${visible(member.key)}: ` : ''}${line(member.value)}`);
  return value.open + members.join(', ') + value.close;
}

/** What is not ASCII is written as an escape: it may look like something else, or like nothing. */
function visible(text) {
  return text.replace(/[\u007f-\uffff]/g, (unit) => (unit === '…' ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`));
}

/** Over lines, with what was changed marked. */
function pretty(value, marked, path = '', indent = '') {
  const wrap = (content) => (marked.has(path) ? [el('mark', {}, content)] : content);
  if (!value.members) return wrap([visible(value.text)]);
  if (value.members.length === 0) return wrap([value.open + value.close]);
  const deeper = `${indent}  `;
  const lines = value.members.flatMap((member, index) => {
    const inside = `${path}/${member.name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const key = value.open === '{' ? [el('span', { class: 'key' }, visible(member.key)), ': '] : [];
    return [`${index ? ',' : ''}\n${deeper}`, ...key, ...pretty(member.value, marked, inside, deeper)];
  });
  return wrap([value.open, ...lines, `\n${indent}${value.close}`]);
}
