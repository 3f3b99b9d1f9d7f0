/** Creates one value per key object on first use; it is garbage collected together with the key. */
export function onePerKey<Key extends object, Thing>(make: (key: Key) => Thing): (key: Key) => Thing {
  const things = new WeakMap<Key, Thing>();
  return (key) => {
    let thing = things.get(key);
    if (!thing) things.set(key, (thing = make(key)));
    return thing;
  };
}
