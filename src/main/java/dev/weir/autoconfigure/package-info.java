/**
 * Auto-configuration of a Spring Boot application that has Weir on its class path: {@code weir.*} settings in, running
 * listeners out.
 *
 * <p>Settings are bound to {@link dev.weir.autoconfigure.WeirProperties}, checked, and mapped to {@link
 * dev.weir.autoconfigure.ListenerDefinitions} by {@link dev.weir.autoconfigure.ListenersMapper}. A mistake is an {@link
 * dev.weir.autoconfigure.InvalidSettingException} that names key, value and remedy, and stops the start.
 */
@NullMarked
package dev.weir.autoconfigure;

import org.jspecify.annotations.NullMarked;
