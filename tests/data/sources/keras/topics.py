# Which of eight topics is a comment about? Words are numbered before, and padding is masked.
import keras
from keras.layers import LSTM, Bidirectional, Dense, Dropout, Embedding, GlobalMaxPool1D, TextVectorization
from keras.preprocessing.text import Tokenizer
from keras.preprocessing.sequence import pad_sequences

vocab_size, embed_dim, max_len = 6000, 50, 90
tokenizer = Tokenizer(num_words=vocab_size, oov_token='<OOV>')

model = keras.Sequential()
model.add(keras.Input(shape=(max_len,)))
model.add(Embedding(vocab_size, embed_dim, mask_zero=True))
model.add(Bidirectional(LSTM(48, return_sequences=True)))
model.add(GlobalMaxPool1D())
model.add(Dense(units=32, activation='relu'))
model.add(Dropout(rate=0.5))
model.add(Dense(units=8, activation='softmax'))
model.summary()
