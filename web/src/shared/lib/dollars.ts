/** Dollars: cents where there are some, else as many digits as tell one amount from another. */
export function dollars(value: number): string {
  if (value === 0) return "$0";
  return value >= 0.1 ? `$${value.toFixed(2)}` : `$${Number(value.toPrecision(3))}`;
}
