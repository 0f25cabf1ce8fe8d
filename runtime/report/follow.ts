import { embedded, type PageDocument, type PageNode } from './embedded.ts';

/**
 * What a live page does besides: it takes each newer page that the server sends and changes its own elements where they differ, so that
 * focus, scrolling, open tables and moving dots stay as they are. It says when the run is silent or out of reach; that the run is over,
 * the last page says.
 */
function follow(
  page: PageDocument,
  events: Events,
  parser: { parseFromString(text: string, type: 'text/html'): PageDocument },
  later: Timers,
): void {
  const silentMs = 10_000;
  const news = page.querySelector('.news');
  let alarm: number | undefined;
  const say = (text: string) => {
    // A screen reader would say it again, though nothing is new.
    if (news && news.textContent !== text) news.textContent = text;
  };

  const take = (old: PageNode | null, next: PageNode | null) => {
    if (!old || !next || old.isEqualNode(next)) return;
    if (old.nodeName !== next.nodeName) {
      old.replaceWith(next);
      return;
    }
    if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    const attributes = [...(next.attributes ?? [])];
    for (const { name } of [...(old.attributes ?? [])]) {
      // Whether a table is open is the reader's choice.
      if (name !== 'open' && !attributes.some((kept) => kept.name === name)) old.removeAttribute?.(name);
    }
    for (const { name, value } of attributes) {
      if (name !== 'open' && old.getAttribute?.(name) !== value) old.setAttribute?.(name, value);
    }
    const [had, wanted] = [[...old.childNodes], [...next.childNodes]];
    wanted.forEach((child, index) => {
      const before = had[index];
      if (before) take(before, child);
      else old.appendChild(child);
    });
    for (const gone of had.slice(wanted.length)) gone.remove();
  };

  events.addEventListener('page', ({ data }) => {
    later.clearTimeout(alarm);
    const next = parser.parseFromString(JSON.parse(data) as string, 'text/html');
    const last = /^(ended|failed)$/.test(next.querySelector('header')?.getAttribute('data-phase') ?? '');
    for (const part of ['header', 'main', 'footer']) take(page.querySelector(part), next.querySelector(part));
    if (last) events.close();
    else {
      const silent =
        'Nothing has been heard of the run for ten seconds. It may have been stopped; this is what was known last.';
      alarm = later.setTimeout(() => say(silent), silentMs);
    }
    say('');
  });
  events.addEventListener('error', () => {
    later.clearTimeout(alarm);
    say(
      'The connection to the run was lost. This is what was known last; the page goes on as soon as the run answers again.',
    );
  });
}

/** The path of the events of a live page. */
export const eventsPath = '/events';

/** The script that a live page has besides. */
export const followScript = embedded(
  follow,
  'document',
  `new EventSource('${eventsPath}')`,
  'new DOMParser()',
  // These two want to be called on the window.
  '{ setTimeout: setTimeout.bind(window), clearTimeout: clearTimeout.bind(window) }',
);

/** The parts of an `EventSource` that are used. */
interface Events {
  addEventListener(name: string, listener: (event: { data: string }) => void): void;
  close(): void;
}

interface Timers {
  setTimeout(call: () => void, ms: number): number;
  clearTimeout(timer: number | undefined): void;
}
