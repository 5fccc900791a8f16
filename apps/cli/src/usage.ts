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
  redress lag [--partitions]                what the consumers have before them, also by partition
  redress parked [list|show|redrive|discard] [--group GROUP] [--key KEY] [--reason WHY --by WHO]
                                            events that could not be handled
  redress topics plan|apply|check           the topics on KAFKA_BROKERS; check ends with 1 when one differs
                 [--users PREFIX]           what user PREFIX<service> needs; apply allows it
     KAFKA_BROKERS=HOST:PORT,…              and how they let us in: REDRESS_KAFKA_TLS=true,
                                            REDRESS_KAFKA_CA_FILE, REDRESS_KAFKA_SASL=plain|scram-sha-256|
                                            scram-sha-512, REDRESS_KAFKA_USER, REDRESS_KAFKA_PASSWORD
     REDRESS_KAFKA_REPLICAS=3               copies of each topic, 1 for a single broker; and
                                            REDRESS_KAFKA_RETENTION_DAYS, REDRESS_KAFKA_TOPIC_PREFIX
  redress token --role ROLE --tenant TENANT [--as NAME]
                                            a token of the development issuer

T is RFC 3339, or a date: the start of that day where the tenant is. By default --axis is recorded,
what was known then; occurred is what was true then, as known now.
Options: --json (one JSON document on standard output); --tenant TENANT (default demo) for import,
  export, replay, what-if and token: the rest is about all tenants
Environment: REDRESS_URL, REDRESS_OPERATIONS_URL (the port after that of REDRESS_URL), REDRESS_TOKEN
`;

/** The part of the usage that is about one verb; all of it where there is no such verb. */
export function usageOf(verb: string): string {
  const lines = usage.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`  redress ${verb} `));
  if (first < 0) return usage;
  const more = lines.slice(first + 1);
  const count = more.findIndex((line) => !line.startsWith('     '));
  return [lines[first], ...more.slice(0, count), ''].join('\n');
}
