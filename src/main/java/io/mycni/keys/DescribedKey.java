// A key that is read by others: by a runtime, or where a request is read.
package io.mycni.keys;

/**
 * A key that no plugin reads by itself.
 *
 * @param name the key
 * @param values what its value may be, in words
 * @param byDefault what is taken when it is left out, in words
 * @param example a value as JSON
 * @param meaning what it does, in words
 */
public record DescribedKey(
    String name, String values, String byDefault, String example, String meaning) implements Key {}
