/**
 * The version of the causes and severities that every tenant starts with: the code lists of the
 * contracts. Versions of a tenant's own follow it.
 */
export const builtInTaxonomyVersion = 1;
