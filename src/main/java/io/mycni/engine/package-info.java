/** The verbs of the specification, written once: each asks the parts of whichever plugin. */
package io.mycni.engine;
