import { roles } from '@redress/contracts';
import { type Permission, permissions, roleGranting } from './permissions.js';

const names = Object.keys(permissions) as Permission[];

// One row per role, one column per permission: a change of the matrix is a change of this picture.
const picture = (role: (typeof roles)[number]) =>
  names.filter((name) => roleGranting(name, [role]) !== undefined);

describe('the access matrix (domain.md 4.14)', () => {
  it('names each role once per permission, and no permission is unreachable', () => {
    for (const name of names) {
      expect(permissions[name].length).toBeGreaterThan(0);
      expect(new Set(permissions[name]).size).toBe(permissions[name].length);
    }
  });

  it('admin has no case content: organisation and rules of time only', () => {
    expect(picture('admin')).toEqual([
      'tenants.create',
      'tenants.read',
      'users.manage',
      'departments.manage',
      'teams.manage',
      'calendars.publish',
      'calendars.read',
      'clock-policies.publish',
      'risk-policies.read',
      'certificates.read',
    ]);
  });

  it('auditor and crisis lead change nothing; compliance and care no case', () => {
    const changes = names.filter((name) => !name.endsWith('.read'));
    expect(picture('auditor').filter((name) => changes.includes(name))).toEqual([]);
    expect(picture('care').filter((name) => changes.includes(name))).toEqual([
      'customers.observe',
      'incidents.record',
      'reports.receive',
    ]);
    expect(picture('crisis-lead').filter((name) => changes.includes(name))).toEqual([]);
    expect(picture('compliance').filter((name) => changes.includes(name))).toEqual([
      'incidents.record',
      'incidents.adjudicate',
      'reports.receive',
      'reports.assess',
      'clocks.restate',
      'tiers.confirm',
      'baselines.publish',
      'risk-policies.propose',
      'risk-policies.approve',
      'what-if.run',
    ]);
    expect(picture('auditor')).toEqual(names.filter((name) => name.endsWith('.read')));
  });

  it('analyst sees no case with a name on it', () => {
    expect(picture('analyst')).toEqual([
      'tenants.read',
      'calendars.read',
      'risk.read',
      'risk-explanations.read',
      'risk-policies.propose',
      'risk-policies.read',
      'replay.read',
      'what-if.run',
      'what-if.read',
      'certificates.read',
    ]);
  });

  it('integration imports, receives and reads logs; it handles nothing', () => {
    expect(picture('integration')).toEqual([
      'complaints.receive',
      'complaints.import',
      'evidence.register',
      'customers.register',
      'customers.import',
      'customers.observe',
      'tenants.read',
      'calendars.read',
      'logs.read',
    ]);
  });

  it('only a supervisor overrides a gate or assigns', () => {
    expect(permissions['closures.override-gate']).toEqual(['supervisor']);
    expect(permissions['investigations.assign']).toEqual(['supervisor']);
  });

  it('default deny: nobody holds what is not listed, and no role means no', () => {
    for (const name of names) {
      expect(roleGranting(name, [])).toBeUndefined();
      const denied = roles.filter((role) => !permissions[name].some((granted) => granted === role));
      expect(roleGranting(name, denied)).toBeUndefined();
    }
  });
});
