/**
 * Carries out plans: few subprocesses, side by side where nothing forbids it, and everything undone
 * when one fails. Nothing here knows what a bridge attachment is.
 */
package io.mycni.exec;
