/**
 * mycni's agent as others see it: where its socket is, whether it is there, what its units are
 * called. What it does is the agent's own business.
 */
package io.mycni.service;
