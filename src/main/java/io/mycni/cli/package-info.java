/** The command line for people. Nothing here is loaded when a runtime calls. */
package io.mycni.cli;
