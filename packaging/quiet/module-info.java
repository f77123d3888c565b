/**
 * Lies in the Java runtime of the image. The JDK asks for a logger before it starts its first process, and before
 * it ends, and looks for a provider in every jar of the class path, unless a module of the runtime has one. It also looks
 * whether there is a second, so there is one.
 */
module io.mycni.quiet {
  provides System.LoggerFinder with
      io.mycni.quiet.QuietLogger,
      io.mycni.quiet.Second;
}
