/**
 * The resident service: serves calls that the launcher passes over a socket, by the code of a call.
 */
package io.mycni.agent;
