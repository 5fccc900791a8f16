import type { Role } from '@redress/contracts';

/** Those who may read the content of a case. Admin is not among them, and never will be. */
const caseReaders = [
  'agent',
  'supervisor',
  'quality',
  'compliance',
  'crisis-lead',
  'care',
  'auditor',
] as const;

const everyone = [...caseReaders, 'analyst', 'admin', 'integration'] as const;

const handlers = ['agent', 'supervisor'] as const;

const handlersAndQuality = ['agent', 'supervisor', 'quality'] as const;

/**
 * The access matrix: what each permission needs, any one of the roles will do. Default deny: a role
 * that is not listed may not, and a route without a permission does not start. Duties that must be
 * separated (proposer and approver) are separated by actor ids in the deciders, not here.
 */
export const permissions = {
  'complaints.receive': ['agent', 'supervisor', 'integration'],
  'complaints.thank': handlers,
  'complaints.apologise': handlers,
  'complaints.contact': handlers,
  'complaints.withdraw': handlers,
  'complaints.refer': handlers,
  'complaints.correct': handlers,
  'complaints.read': caseReaders,
  'complaints.import': ['integration'],

  'evidence.register': ['agent', 'supervisor', 'quality', 'integration'],
  'evidence.read': caseReaders,

  'customers.register': ['agent', 'supervisor', 'integration'],
  'customers.read': caseReaders,
  'customers.import': ['integration'],
  // Facts that shop systems or people report of a customer.
  'customers.observe': ['agent', 'supervisor', 'care', 'integration'],
  'customers.link': handlers,

  'tenants.create': ['admin'],
  'tenants.read': everyone,
  'users.manage': ['admin'],
  'departments.manage': ['admin'],
  'teams.manage': ['admin'],

  'investigations.classify': handlersAndQuality,
  'investigations.assign': ['supervisor'],
  'investigations.start': handlersAndQuality,
  'investigations.find': handlersAndQuality,
  'investigations.attribute': ['supervisor', 'quality'],
  'investigations.read': caseReaders,

  'incidents.record': ['agent', 'supervisor', 'quality', 'compliance', 'care'],
  // Up to severity 3 a supervisor, above compliance; never who reported it: the decider says so.
  'incidents.adjudicate': ['supervisor', 'compliance'],
  'incidents.read': ['supervisor', 'compliance', 'auditor'],
  'reports.receive': ['agent', 'supervisor', 'quality', 'compliance', 'care'],
  'reports.assess': ['compliance'],
  'reports.read': ['compliance', 'auditor'],

  'clocks.read': caseReaders,
  'clocks.pause': handlers,
  'clocks.resume': handlers,
  // Asked for by one person and confirmed by another; the decider compares their ids.
  'clocks.restate': ['supervisor', 'compliance'],
  'calendars.publish': ['admin'],
  'calendars.read': everyone,
  'clock-policies.publish': ['admin'],

  'resolutions.remedy': handlers,
  'resolutions.plan': handlers,
  'resolutions.propose': handlers,
  'resolutions.respond': handlers,
  'resolutions.final': handlers,
  'resolutions.read': caseReaders,

  'closures.form-send': handlersAndQuality,
  'closures.form-answer': ['supervisor', 'quality'],
  'closures.dispute-decide': ['supervisor', 'quality'],
  'closures.survey': handlers,
  'closures.prevent': ['supervisor', 'quality'],
  'closures.close': handlers,
  'closures.override-gate': ['supervisor'],
  'closures.reopen': handlers,
  'closures.read': caseReaders,

  'cases.read': caseReaders,
  // Tier for those who serve the customer; score and reasons as the answer's shape allows.
  'risk.read': ['agent', 'supervisor', 'analyst', 'compliance', 'care', 'auditor'],
  'risk-explanations.read': ['supervisor', 'analyst', 'compliance', 'auditor'],
  'tiers.confirm': ['compliance'],
  'tier-confirmations.read': ['supervisor', 'compliance', 'auditor'],
  'baselines.publish': ['compliance'],
  'risk-policies.propose': ['supervisor', 'quality', 'analyst', 'compliance'],
  'risk-policies.approve': ['compliance'],
  'risk-policies.read': ['supervisor', 'quality', 'analyst', 'compliance', 'admin', 'auditor'],
  'replay.read': ['supervisor', 'quality', 'analyst', 'compliance', 'auditor'],
  'what-if.run': ['supervisor', 'analyst', 'compliance'],
  'what-if.read': ['supervisor', 'analyst', 'compliance', 'auditor'],
  'certificates.read': ['supervisor', 'analyst', 'compliance', 'admin', 'auditor'],
  // History as events: texts stay sealed, so subscribers get it without a purpose.
  'logs.read': ['integration', 'auditor'],
} as const satisfies Record<string, readonly Role[]>;

/** A name of the access matrix. */
export type Permission = keyof typeof permissions;

/**
 * The first of the caller's roles that grants the permission, in the order of the token;
 * undefined when none does. It becomes the role in which the act is recorded.
 */
export function roleGranting(permission: Permission, held: readonly Role[]): Role | undefined {
  const granted: readonly Role[] = permissions[permission];
  return held.find((role) => granted.includes(role));
}
