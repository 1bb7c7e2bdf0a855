export { linear, pack, product } from './product';
export { gru, gruGradient, lstm, lstmGradient, rnn, rnnGradient } from './recurrent';
