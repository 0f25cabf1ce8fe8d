/**
 * The text of a function as a script that calls it. The function may use nothing from outside itself; `args` are the browser's globals
 * that it is given, since the types of a browser's document would otherwise be known to all code.
 */
export function embedded(code: (...args: never[]) => void, ...args: readonly string[]): string {
  return `(${code.toString()})(${args.join(', ')})`;
}

/** The parts of a document that the scripts of the page need. */
export interface PageDocument extends PageTarget {
  readonly body: PageElement;
  readonly documentElement: PageElement;
  createElement(name: string): PageElement;
  querySelector(selector: string): PageElement | null;
}

/** The parts of an element that the scripts of the page need. */
export interface PageElement extends PageNode, PageTarget {
  className: string;
  hidden: boolean;
  textContent: string;
  readonly value: string;
  readonly clientWidth: number;
  readonly classList: { toggle(name: string, on: boolean): void };
  readonly parentElement: PageElement | null;
  readonly style: { left: string; top: string };
  closest?(selector: string): PageElement | null;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { left: number; right: number; top: number; bottom: number; width: number; height: number };
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** The parts of an element or a text; a text has no attributes. */
export interface PageNode {
  readonly nodeName: string;
  nodeValue: string | null;
  readonly childNodes: Iterable<PageNode>;
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>;
  appendChild<T extends PageNode>(child: T): T;
  getAttribute?(name: string): string | null;
  isEqualNode(other: PageNode): boolean;
  remove(): void;
  removeAttribute?(name: string): void;
  replaceWith(other: PageNode): void;
  setAttribute?(name: string, value: string): void;
}

interface PageTarget {
  addEventListener(
    name: string,
    listener: (event: { target: PageElement; clientX: number; clientY: number }) => void,
  ): void;
}
