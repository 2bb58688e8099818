package dev.weir.page;

import dev.weir.testing.RequiresTool;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test class with a parameter {@code Browser}: Debian's Chromium, started once for all classes of the JVM. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RequiresTool("chromium")
@ExtendWith(ChromiumParameter.class)
@interface InBrowser {}
