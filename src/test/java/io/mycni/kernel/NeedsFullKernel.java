package io.mycni.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test that needs what the kernel of a small cloud machine may lack: VLANs, ipvlan, dummy, vrf,
 * SCTP. It is skipped where that is so, and run by {@link FullKernel} under one that has
 * everything.
 */
@Tag(NeedsFullKernel.TAG)
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@interface NeedsFullKernel {
  String TAG = "full-kernel";
}
