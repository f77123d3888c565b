/**
 * The plugins: each turns a request, its configuration, a lease and the state of the host into a
 * plan, and has it carried out.
 */
package io.mycni.plugin;
