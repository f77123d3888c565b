/** What is known of the calls that an agent has served: tallies, log lines, settings of both. */
package io.mycni.watch;
