import { dateLocale } from "@/shared/i18n/language";

/** Dollars: cents where there are some, else as many digits as tell one amount from another. */
export function dollars(value: number): string {
  const digits =
    value >= 0.1
      ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
      : { minimumFractionDigits: 0, maximumSignificantDigits: 3 };
  return new Intl.NumberFormat(dateLocale(), {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    useGrouping: false,
    ...digits,
  }).format(value);
}
