/**
 * Who waits for whom, in and between processes: locks on ranges of files, waited for in order, and
 * the locks of an attachment and of a host. Nothing here knows what is done under a lock.
 */
package io.mycni.lock;
