/**
 * The keys of configurations as typed values, and the sections that they are read from. An error
 * names the key, the value that it has and what it may have.
 */
package io.mycni.keys;
