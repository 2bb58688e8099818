package dev.weir.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Makes the application context of a {@link WeirTest}. */
final class WeirTestContextBootstrapper extends TestSliceTestContextBootstrapper<WeirTest> {}
