package io.mycni.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test about what differs between a call that an agent serves and one that is served directly:
 * {@code ./check} runs it in both modes, and all others with an agent only.
 */
@Tag("both-modes")
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@interface InBothModes {}
