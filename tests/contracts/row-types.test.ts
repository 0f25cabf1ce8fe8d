import test from 'ava';
import { geo } from '../../runtime/contracts/geo.ts';
import { type CleanRow, lineChecker, type RawRow } from '../../runtime/contracts/index.ts';
import type { pin } from '../../runtime/contracts/pin.ts';
import type { user } from '../../runtime/contracts/user.ts';

/** `true` where two types are the same, so that `tsc` refuses a row type that lost a field or became `any`. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type Plain<T> = { [K in keyof T]: T[K] };

test('raw rows are typed as they are posted', (t) => {
  const types = {
    geo: true satisfies Same<
      Plain<RawRow<typeof geo>>,
      {
        ind: number | string;
        timestamp: string | null;
        latitude: number | string | null;
        longitude: number | string | null;
        country: string | null;
      }
    >,
    user: true satisfies Same<
      Plain<RawRow<typeof user>>,
      {
        ind: number | string;
        first_name: string | null;
        last_name: string | null;
        age: number | string | null;
        date_joined: string | null;
      }
    >,
    pinKey: true satisfies Same<RawRow<typeof pin>['index'], number | string>,
    pinCount: true satisfies Same<RawRow<typeof pin>['follower_count'], number | string | null>,
    pinUnkept: true satisfies Same<RawRow<typeof pin>['downloaded'], unknown>,
  };
  t.deepEqual(Object.values(types), [true, true, true, true, true]);
});

test('clean rows are typed as the check gives them', (t) => {
  const verdict = lineChecker(geo)('{"ind":"7","latitude":1,"longitude":2.5}');
  const row: { ind: number; country: string | null; coordinates: [number, number] | null; timestamp: string | null } =
    verdict.clean ?? t.fail();
  t.deepEqual(row, { ind: 7, country: null, coordinates: [1, 2.5], timestamp: null });
  const types = {
    geo: true satisfies Same<Plain<CleanRow<typeof geo>>, typeof row>,
    user: true satisfies Same<
      Plain<CleanRow<typeof user>>,
      { ind: number; user_name: string | null; age: number | null; date_joined: string | null }
    >,
    pinCount: true satisfies Same<CleanRow<typeof pin>['follower_count'], number | null>,
    pinText: true satisfies Same<CleanRow<typeof pin>['title'], string | null>,
  };
  t.deepEqual(Object.values(types), [true, true, true, true]);
});
