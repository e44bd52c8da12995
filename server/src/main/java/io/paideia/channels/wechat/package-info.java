/**
 * WeChat Pay's API version 3: JSON over signed HTTP, sealed notices, platform certificates and the
 * platform's public key side by side.
 */
@NullMarked
package io.paideia.channels.wechat;

import org.jspecify.annotations.NullMarked;
