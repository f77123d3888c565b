package io.mycni.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test of what is to work under a kernel that was started with {@code ipv6.disable=1}. It is
 * skipped elsewhere, and run by {@link FullKernel} under such a one.
 */
@Tag(NeedsKernelWithoutIpv6.TAG)
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@interface NeedsKernelWithoutIpv6 {
  String TAG = "without-ipv6";
}
