/** Whether this node is ready: one class for each kind of question, findings as values. */
package io.mycni.doctor;
