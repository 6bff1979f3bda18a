/** Texts that try to run, to spill, to turn the page around or to vanish: what people may type, and what the API takes. */

const repeat = (part, most) => part.repeat(Math.floor(most / [...new Intl.Segmenter().segment(part)].length));
const TOWER = '\u0310\u0343\u033F\u030B\u0352\u0329\u0347\u0316\u0332\u0359';

/** By name, each at most `most` characters as readers count them. */
export const corpus = (most = 300) => ({
  script: '<script>window.__hacked=1</script>',
  image: '"><img src=x onerror="window.__hacked=2">',
  svg: "<svg/onload='window.__hacked=3'>",
  closing: '</p></title></textarea></style><b>bold</b>',
  link: 'javascript:window.__hacked=4 [x](javascript:alert(1)) data:text/html,<b>x',
  braces: "{{constructor.constructor('x')()}} ${window.__hacked=5} {name} {n}",
  prototype: '__proto__ constructor toString',
  word: repeat('W', most),
  wide: repeat('﷽', Math.min(most, 40)),
  narrow: repeat('i', most),
  rtl: 'مرحبا بالعالم (١٢٣) שלום'.slice(0, most),
  override: '\u202Egnp.exe\u202C \u2067right\u2069 \u200Fmark',
  unclosed: '\u202E\u2067\u202B turned around for good',
  tower: repeat(`Z${TOWER}a${TOWER}`, Math.min(most, 40)),
  marks: '\u0301\u0489\u20DD alone',
  emoji: repeat('👩🏽‍❤️‍💋‍👨🏿🏴󠁧󠁢󠁥󠁮󠁧󠁿👨‍👩‍👧‍👦', Math.min(most, 40)),
  invisible: '\u200B\u200C\u200Da\u2060\uFEFF\u00AD',
  controls: 'bell\u0007 null\u0001 escape\u001B[31m end',
  spaces: 'a\u00A0\u2003\u3000b',
  lines: `${'l\n'.repeat(Math.min(most, 60) / 2)}end`,
  address: `https://example.org/${'a'.repeat(Math.max(1, Math.min(most, 300) - 20))}`,
});

/** Names: at most 50 characters and 250 bytes. */
export const NAMES = {
  author: '<img src=x onerror="window.__hacked=6">',
  reader: 'مرحبا\u202E بالعالم (١٢٣) שלום',
  newcomer: 'W'.repeat(50),
};

/** Tags become addresses and keys. */
export const TAGS = ['constructor', 'مرحبا', 'a'.repeat(64)];

/** What of the page went wrong: something ran, something spilled, something turned around. */
export function damage() {
  const found = [...(window.__violations ?? [])];
  if (window.__hacked !== undefined) found.push(`ran: ${window.__hacked}`);
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`${scrollWidth - clientWidth} px too wide`);
  const nameOf = (element) => `${element.tagName.toLowerCase()}.${[...element.classList].join('.')}`;
  const clips = (element) => element && (getComputedStyle(element).overflowX !== 'visible' || clips(element.parentElement));
  const roots = [document.querySelector('main'), ...document.querySelectorAll('dialog[open]')];
  const texts = roots.flatMap((root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim() !== '') nodes.push(walker.currentNode);
    return nodes;
  });
  // A space at the end of a line hangs out of it, unseen.
  const SPACE = 8;
  const range = document.createRange();
  for (const text of texts) {
    const parent = text.parentElement;
    if (parent.closest('.hidden, [hidden], option, select') || clips(parent)) continue;
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (box.width > 0 && (box.right > clientWidth + 1 || box.left < -1)) found.push(`text outside the window: ${nameOf(parent)}`);
    const card = parent.closest('article, li, .panel, blockquote, dialog');
    const around = card?.getBoundingClientRect();
    if (around && box.width > 0 && (box.right > around.right + SPACE || box.left < around.left - SPACE)) found.push(`text outside its card: ${nameOf(parent)} in ${nameOf(card)}`);
  }
  const cards = [...document.querySelectorAll('main article')].filter((one) => !one.parentElement.closest('article') && one.offsetParent);
  const boxes = cards.map((one) => one.getBoundingClientRect());
  boxes.forEach((box, at) => {
    const next = boxes[at + 1];
    if (next && box.left < next.right - 1 && next.left < box.right - 1 && next.top < box.bottom - 1 && next.bottom > box.top + 1) found.push(`${nameOf(cards[at])} over ${nameOf(cards[at + 1])}`);
  });
  for (const line of document.querySelectorAll('.byline')) {
    const [name, handle] = [line.querySelector('.name'), line.querySelector('.handle')].map((part) => part?.getBoundingClientRect());
    if (name && handle && handle.top < name.bottom - 2 && name.top < handle.bottom - 2 && handle.left < name.right - 2) found.push(`turned around: ${line.textContent.slice(0, 30)}`);
  }
  for (const one of document.querySelectorAll('main [href], dialog [href]')) {
    if (/^(javascript|data|vbscript):/i.test(one.getAttribute('href').trim())) found.push(`dangerous link: ${one.getAttribute('href').slice(0, 40)}`);
  }
  if (document.querySelector('main script, main iframe, main b, main [onerror], main [onload]')) found.push('text became an element');
  return [...new Set(found)];
}
