import type { Locale } from '../../../platform/locale.ts';
import { appealBox } from './box.ts';
import { make } from './make.ts';
import { PLACEHOLDER } from './placeholder.ts';
import { mayMove, untilItMayMove } from './room.ts';
import { mayAsk, type Origin, readOptions } from './service.ts';
import css from './style.css';
import { WORDS } from './words.ts';

/**
 * In words that `style.css` knows: the box has its `room` in the page, what the site wrote is `bare` of sight, the box is
 * `shown`. With none of them, the site's own link stands there as if nobody had come.
 */
type State = '' | 'bare' | 'room' | typeof HELD | typeof SHOWN;
const HELD = 'room bare';
const SHOWN = 'room bare shown';

/** Fired by the element whose reader asked for quiet: the others on the page follow, and so may the site. */
const QUIET = 'groundswell-quiet';

class GroundswellAppeal extends HTMLElement {
  static observedAttributes: readonly string[] = ['campaign', 'source', 'article', 'currency', 'lang'];

  #box: HTMLElement = make('section');
  /** What it listens to in the page ends when it is taken out. */
  #away: AbortController | undefined;

  connectedCallback(): void {
    this.#away = new AbortController();
    const { signal } = this.#away;
    // Who comes back by the browser's button may have given meanwhile.
    addEventListener('pageshow', ({ persisted }) => persisted && this.#open(), { signal });
    addEventListener(QUIET, (event) => event.composedPath()[0] !== this && this.#open(), { signal });
    if (!this.shadowRoot) this.#build();
    void this.#open();
  }

  disconnectedCallback(): void {
    this.#away?.abort();
  }

  /** A site that goes on to the next article without a new page keeps the element. */
  attributeChangedCallback(): void {
    if (this.dataset.state !== SHOWN) return;
    this.#become(HELD);
    void this.#open();
  }

  #build(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    root.append(make('slot'), this.#box);
    this.#put(appealBox(PLACEHOLDER, this.#origin(), () => {}));
    const hasRoom = mayMove(this) || this.offsetHeight >= this.#box.offsetHeight;
    this.#become(hasRoom ? HELD : '');
  }

  /** Asks the service, and does what it says; where it says nothing, the link stays. */
  async #open(): Promise<void> {
    try {
      if (!(await mayAsk())) {
        this.#become(this.dataset.state ? HELD : 'bare');
        return this.#close();
      }
      if (this.dataset.state === SHOWN) return;
      const options = await readOptions(this.getAttribute('currency'));
      if (!this.dataset.state) await untilItMayMove(this);
      this.#put(appealBox(options, this.#origin(), (until) => this.#thank(until)));
      this.#become(SHOWN);
    } catch {
      if (this.dataset.state !== HELD) return;
      this.#become('room');
      await untilItMayMove(this);
      this.#become('');
    }
  }

  async #close(): Promise<void> {
    await untilItMayMove(this);
    this.hidden = true;
  }

  /** In the box's place and as high, so that nothing moves under the reader's eyes. */
  #thank(until: Date): void {
    const { locale } = this.#origin();
    const words = WORDS[locale];
    const date = until.toLocaleDateString(locale === 'en' ? 'en-GB' : locale, { dateStyle: 'long' });
    const said = make(
      'section',
      { class: 'said', lang: locale, tabindex: '-1', role: 'group', 'aria-labelledby': 'title until' },
      make('h2', { id: 'title' }, words.later),
      make('p', { id: 'until' }, words.until(date)),
    );
    said.style.minHeight = `${this.#box.offsetHeight}px`;
    this.#put(said);
    said.focus();
    this.dispatchEvent(new Event(QUIET, { bubbles: true, composed: true }));
    void this.#close();
  }

  #put(box: HTMLElement): void {
    this.#box.replaceWith(box);
    this.#box = box;
  }

  #become(state: State): void {
    this.dataset.state = state;
  }

  #origin(): Origin {
    const slug = (name: string) => /^[\w-]{1,64}$/.exec(this.getAttribute(name) ?? '')?.[0];
    return { locale: this.#locale(), campaign: slug('campaign'), source: slug('source') ?? slug('article') };
  }

  /** What the element or the document says; else what the browser is set to. */
  #locale(): Locale {
    const said =
      this.closest('[lang]')?.getAttribute('lang') || document.documentElement.lang || navigator.language;
    return /^ru\b/i.test(said) ? 'ru' : 'en';
  }
}

// An older browser keeps the link.
if ('adoptedStyleSheets' in document && !customElements.get('groundswell-appeal'))
  customElements.define('groundswell-appeal', GroundswellAppeal);
