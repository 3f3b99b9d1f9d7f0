import { decisionReasons, LIMITS } from '@afterword/contracts';
import { MENU_LIMITS } from './menu-limits';
import { REASONS } from '../../../../libs/ui/src/reasons';

it('has the limits and the reasons of the service', () => {
  expect(LIMITS).toMatchObject(MENU_LIMITS);
  expect(REASONS).toEqual(decisionReasons);
});
