import { describe, expect, it } from 'vitest';
import { chooseLocale } from '../../src/platform/locale.ts';

describe('choosing a language', () => {
  it.each([
    ['nothing', undefined, 'en'],
    ['an empty header', '', 'en'],
    ['a plain name', 'ru', 'ru'],
    ['a region', 'ru-RU', 'ru'],
    ['capitals', 'RU', 'ru'],
    ['the order, where the weights are equal', 'ru,en', 'ru'],
    ['the weights, whatever the order', 'en;q=0.3, ru;q=0.9', 'ru'],
    ['the first that we speak', 'de-DE,de;q=0.9,ru;q=0.8,en;q=0.7', 'ru'],
    ['a weight of nothing', 'ru;q=0', 'en'],
    ['anything', '*', 'en'],
    ['anything but English', 'en;q=0, *', 'ru'],
    ['languages that we do not speak', 'de, fr', 'en'],
    ['rubbish', ';;q=,ru;q=x,\u0000', 'en'],
  ])('hears %s', (_what, acceptLanguage, locale) => {
    expect(chooseLocale({ acceptLanguage })).toBe(locale);
  });

  it('puts an explicit choice above the browser’s', () => {
    expect(chooseLocale({ query: 'en', acceptLanguage: 'ru' })).toBe('en');
  });

  it('ignores a choice that we do not speak', () => {
    expect(chooseLocale({ query: '"><b>', acceptLanguage: 'ru' })).toBe('ru');
  });
});
