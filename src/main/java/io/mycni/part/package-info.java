/**
 * What an attachment consists of: parts that answer every verb about themselves, the names that
 * follow from an attachment, and the notes of what was made.
 */
package io.mycni.part;
