/**
 * Network configurations as typed, validated records. An error names the key, the value that it has
 * and what it may have.
 */
package io.mycni.keys;
