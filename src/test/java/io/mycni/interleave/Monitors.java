// Whether a thread is within a method that keeps other threads of its process out. If it lost its
// turn there to one of them, that one would wait for it without saying so.
package io.mycni.interleave;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;

/** Looks at the stack of the current thread. */
final class Monitors {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** What the calls of one process share lies there; what one has alone keeps nobody out. */
  private static final Set<String> SHARED = Set.of("io.mycni.lock", "io.mycni.process");

  private static final ClassValue<Set<String>> METHODS =
      new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
          Set<String> found = new HashSet<>();
          for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isSynchronized(method.getModifiers())) {
              MethodType of =
                  MethodType.methodType(method.getReturnType(), method.getParameterTypes());
              found.add(method.getName() + of.toMethodDescriptorString());
            }
          }
          return found;
        }
      };

  private Monitors() {}

  static boolean areHeld() {
    return WALKER.walk(frames -> frames.anyMatch(Monitors::isOne));
  }

  private static boolean isOne(StackWalker.StackFrame frame) {
    Class<?> type = frame.getDeclaringClass();
    return SHARED.contains(type.getPackageName())
        && METHODS.get(type).contains(frame.getMethodName() + frame.getDescriptor());
  }
}
