import type { CheckFinding } from '@afterword/contracts';
import { connectVerdict, type Policy, readPolicies, scriptVerdict } from './csp';
import { finding } from './finding';
import { isLocal } from './origin';

export interface PolicyToCheck {
  csp: string;
  /** Origin of the page. */
  origin: string;
  /** ENGAGEMENT_URL. */
  service: string;
}

/** Sandbox flags that the widget needs, and what fails without each. */
const SANDBOX_FLAGS = {
  'allow-scripts': 'no script runs',
  'allow-same-origin': 'the page has the origin “null”, which no site can list',
  'allow-forms': 'comments cannot be posted',
} as const;

/** The directives that a policy needs, as a line to copy. */
export const policyLine = (service: string) => `script-src ${service}; connect-src ${service}`;

/** Lists what each directive of a content security policy lacks. */
export function checkPolicy(asked: PolicyToCheck): CheckFinding[] {
  const policies = readPolicies(asked.csp);
  if (policies.length === 0) {
    return [
      finding('policy-empty', 'No directive was found in it. Paste the value of the Content-Security-Policy header.'),
    ];
  }
  const findings = policies.flatMap((policy) => checkOne(policy, asked));
  if (policies[0]?.reportOnly) {
    const message = 'Content-Security-Policy-Report-Only only reports; what is wrong below blocks nothing yet.';
    findings.unshift(finding('policy-report-only', message));
  }
  if (findings.some(({ level }) => level === 'wrong')) return findings;
  return [finding('policy-allows', 'The policy lets the widget load and talk to the service.'), ...findings];
}

function checkOne(policy: Policy, { origin, service }: PolicyToCheck): CheckFinding[] {
  return [
    ...checkScripts(policy, origin, service),
    ...checkConnections(policy, origin, service),
    ...checkTheRest(policy, service),
  ];
}

function checkScripts(policy: Policy, origin: string, service: string): CheckFinding[] {
  // The entry and a file that it loads on demand: a source with a path may allow only one of them.
  const verdicts = ['/embed.js', '/embed/file.js'].map((path) =>
    scriptVerdict(policy, { origin, url: service + path }),
  );
  const blocked = verdicts.find(({ verdict }) => verdict === 'blocked');
  if (blocked) {
    return [
      finding(
        'policy-lacks-script',
        `${named(blocked)} does not allow the widget’s script: add ${service} to script-src.`,
      ),
    ];
  }
  if (!verdicts.some(({ verdict }) => verdict === 'with-nonce')) return [];
  const message = 'Scripts are allowed by nonce: give the widget’s script element the nonce of the page.';
  return [finding('policy-needs-nonce', message)];
}

function checkConnections(policy: Policy, origin: string, service: string): CheckFinding[] {
  const verdict = connectVerdict(policy, { origin, url: `${service}/v1/sites/x` });
  if (verdict.verdict !== 'blocked') return [];
  const message = `${named(verdict)} does not allow the widget to talk to the service: add ${service} to connect-src.`;
  return [finding('policy-lacks-connect', message)];
}

function checkTheRest({ directives }: Policy, service: string): CheckFinding[] {
  const findings: CheckFinding[] = [];
  if (directives.has('upgrade-insecure-requests') && service.startsWith('http:') && !isLocal(service)) {
    const message = `upgrade-insecure-requests turns ${service} into https:, which does not respond. Serve Afterword over https and set ENGAGEMENT_URL.`;
    findings.push(finding('policy-upgrades', message));
  }
  const sandbox = directives.get('sandbox')?.map((flag) => flag.toLowerCase());
  const missing = sandbox ? Object.entries(SANDBOX_FLAGS).filter(([flag]) => !sandbox.includes(flag)) : [];
  for (const [flag, consequence] of missing) {
    findings.push(finding('policy-sandbox', `sandbox lacks ${flag}: ${consequence}.`));
  }
  const sinks = directives.get('require-trusted-types-for')?.map((sink) => sink.toLowerCase()) ?? [];
  if (sinks.includes("'script'")) {
    const message =
      'require-trusted-types-for keeps the widget from showing comments: their HTML is sanitised by the service, but it is set as text.';
    findings.push(finding('policy-trusted-types', message));
  }
  return findings;
}

const named = ({ directive }: { directive: string | null }) => directive ?? 'The policy';
