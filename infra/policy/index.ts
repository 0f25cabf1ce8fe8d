/** The policy pack: `pulumi preview --policy-pack infra/policy`. */
import { type Policies, PolicyPack } from '@pulumi/policy';
import { isStackRule, type Rule, type StackRule } from './rule.ts';
import { rules } from './rules.ts';

const policies: Policies = rules.map((rule) => (isStackRule(rule) ? stackPolicy(rule) : resourcePolicy(rule)));

new PolicyPack('pinflow', { policies });

function resourcePolicy(rule: Rule): Policies[number] {
  return {
    ...told(rule),
    validateResource: ({ type, name, props, opts, provider }, report) => {
      if (!rule.types.includes(type) && !rule.types.includes('*')) return;
      for (const violation of rule.violations({
        type,
        name,
        props,
        protect: opts.protect,
        provider: provider?.props,
      })) {
        report(`${name}: ${violation}. ${rule.remedy}`);
      }
    },
  };
}

function stackPolicy(rule: StackRule): Policies[number] {
  return {
    ...told(rule),
    validateStack: ({ resources }, report) => {
      const known = resources.map(({ type, name, urn, props, opts, provider, propertyDependencies }) => ({
        ...{ type, name, urn, props, propertyDependencies },
        protect: opts.protect,
        provider: provider?.props,
      }));
      for (const { urn, message } of rule.violations(known)) report(`${message}. ${rule.remedy}`, urn);
    },
  };
}

function told({ name, level, severity, forbids, reason }: Rule | StackRule) {
  return { name, description: `${forbids} ${reason}`, enforcementLevel: level, severity };
}
