# A CNN for sentences (Kim 2014): filters of three widths over the words, beside each other.
from keras.layers import Input, Embedding, Reshape, Conv2D, MaxPool2D, Concatenate, Flatten, Dropout, Dense
from keras.models import Model

sequence_length, vocabulary_size, embedding_dim = 56, 18765, 256
filter_sizes = [3, 4, 5]
num_filters = 512

inputs = Input(shape=(sequence_length,), dtype='int32')
embedding = Embedding(input_dim=vocabulary_size, output_dim=embedding_dim, input_length=sequence_length)(inputs)
reshape = Reshape((sequence_length, embedding_dim, 1))(embedding)

pooled = []
for size in filter_sizes:
    conv = Conv2D(num_filters, kernel_size=(size, embedding_dim), padding='valid', activation='relu')(reshape)
    pooled.append(MaxPool2D(pool_size=(sequence_length - size + 1, 1), strides=(1, 1), padding='valid')(conv))

flatten = Flatten()(Concatenate(axis=1)(pooled))
dropout = Dropout(0.5)(flatten)
output = Dense(units=2, activation='softmax')(dropout)
model = Model(inputs=inputs, outputs=output)
