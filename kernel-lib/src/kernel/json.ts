/** JSON as it was before any cell could replace its functions. */
export const { parse, stringify } = JSON;
