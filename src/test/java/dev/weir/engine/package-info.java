/**
 * Weir's image on a real container engine, which the tests start themselves and remove again: Debian's {@code docker.io}, without
 * a registry. Skipped, visibly, where no engine can be started; with {@code -Dweir.require-tools=true} that fails.
 */
@NullMarked
package dev.weir.engine;

import org.jspecify.annotations.NullMarked;
