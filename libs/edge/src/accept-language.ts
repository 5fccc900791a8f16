import type { ProductLanguage } from './rejection-titles.js';

/** Most entries of the header that are looked at. */
const entriesMax = 20;

/** The product language that an `Accept-Language` header prefers; English when it names neither. */
export function acceptedLanguage(header: string | undefined): ProductLanguage {
  const ranked = (header ?? '')
    .split(',', entriesMax)
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return {
        language: productLanguage(tag.trim()),
        q: quality ? Number(quality.trim().slice(2)) : 1,
      };
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q);
  return ranked.find(({ language }) => language !== undefined)?.language ?? 'en';
}

function productLanguage(tag: string): ProductLanguage | undefined {
  if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN';
  if (tag === 'en' || tag.startsWith('en-')) return 'en';
  return undefined;
}
