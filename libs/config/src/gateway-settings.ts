import { urls } from './settings.js';

const web = ['http:', 'https:'] as const;

function addressesOf(name: string, service: string) {
  return {
    api: urls(`REDRESS_${name}_URL`, web, {
      description: `Where ${service} serves its API; replicas with commas between.`,
    }),
    operations: urls(`REDRESS_${name}_OPERATIONS_URL`, web, {
      description: `Where ${service} serves its operations, in the same order.`,
    }),
  };
}

const [intake, triage] = [addressesOf('INTAKE', 'intake'), addressesOf('TRIAGE', 'triage')];
const resolution = addressesOf('RESOLUTION', 'resolution');
const followUp = addressesOf('FOLLOW_UP', 'follow-up');
const analytics = addressesOf('ANALYTICS', 'analytics');

/** Where the gateway finds the replicas of the five services: URLs without a path. */
export const gatewaySettings = {
  intakeUrl: intake.api,
  triageUrl: triage.api,
  resolutionUrl: resolution.api,
  followUpUrl: followUp.api,
  analyticsUrl: analytics.api,
  intakeOperationsUrl: intake.operations,
  triageOperationsUrl: triage.operations,
  resolutionOperationsUrl: resolution.operations,
  followUpOperationsUrl: followUp.operations,
  analyticsOperationsUrl: analytics.operations,
} as const;
