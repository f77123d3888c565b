/** One CNI call from its environment and input to its answer; which plugin serves it. */
package io.mycni.call;
