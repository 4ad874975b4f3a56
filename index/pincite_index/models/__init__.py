"""Models: the encoder that embeds texts and the cross-encoders that rerank them."""
