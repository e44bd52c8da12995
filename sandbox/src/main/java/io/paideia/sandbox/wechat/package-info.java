/**
 * WeChat Pay's API version 3 as a merchant meets it: signed calls, signed answers, sealed notices,
 * platform certificates and the platform's public key. Written from the public documentation of
 * pay.weixin.qq.com; uses the engine and the HTTP server.
 */
@NullMarked
package io.paideia.sandbox.wechat;

import org.jspecify.annotations.NullMarked;
