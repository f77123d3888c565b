/**
 * Leases as files, in the format of the reference plugin host-local, so that both can work on one
 * folder at the same time.
 */
package io.mycni.ipam.hostlocal;
