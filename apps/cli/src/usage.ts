/** Wrong usage: exit status 2, with the usage on standard error. */
export class UsageError extends Error {}

export const usage = `redress - the command line of the platform

  redress import FILE --format cfpb|cdnow   take in the complaints or purchases of another system
  redress export cases|risk [--out FILE]    the cases, or the customers and their tiers, as CSV
  redress replay customer|complaint --id ID --at T [--from T] [--axis recorded|occurred]
                                            who somebody was at a moment, and by which events
  redress replay board --at T [--axis recorded|occurred]
                                            the pipeline as it stood at a moment
  redress what-if --policy VERSION|--draft N|--parameters FILE [--at T]
                                            whom other rules would have put into another tier
  redress rebuild NAME|all [--rollback]     build read models anew, or show the ones before again
  redress verify NAME|all                   compare read models with the events; 1 when not equal
  redress lag                               what the consumers have before them
  redress parked [list|show|redrive|discard] [--group GROUP] [--key KEY] [--reason WHY --by WHO]
                                            events that could not be handled
  redress topics plan|apply|check           the topics on KAFKA_BROKERS; check ends with 1 when one differs
                 [--users PREFIX]           what user PREFIX<service> needs; apply allows it
  redress token --role ROLE --tenant TENANT [--as NAME]
                                            a token of the development issuer

T is RFC 3339, or a date: the start of that day where the tenant is. By default --axis is recorded,
what was known then; occurred is what was true then, as known now.
Options: --json (one JSON document on standard output); --tenant TENANT (default demo) for import,
  export, replay, what-if and token: the rest is about all tenants
Environment: REDRESS_URL, REDRESS_OPERATIONS_URL, REDRESS_TOKEN; for topics KAFKA_BROKERS and
  REDRESS_KAFKA_…
`;
