import { useWords } from '../i18n/words.ts'

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** Sizes of files as people write them in the language of the page. */
export const useSizes = () => {
  const { locale } = useWords()
  return (bytes: number): string => {
    const unit = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
    return new Intl.NumberFormat(locale, {
      style: 'unit',
      // The short form of a byte has no plural.
      unitDisplay: unit === 0 ? 'long' : 'short',
      unit: units[unit] ?? 'byte',
      maximumFractionDigits: unit > 1 ? 1 : 0,
    }).format(bytes / 1000 ** unit)
  }
}
