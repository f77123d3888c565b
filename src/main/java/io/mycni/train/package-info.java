/** What the start-up cache is made from. */
package io.mycni.train;
